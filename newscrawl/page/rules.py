"""A site's own rules, run on the page's one tree. All that is known of ItemLoader is here.

ItemLoader gathers the values of every selector that it is given; a site's list of selectors is meant as "the first that
matches", which `first_matching` gives. Every selector's hits are counted, so that a layout that changed is seen.
"""

from __future__ import annotations

import re
from typing import Final

from itemloaders import ItemLoader
from itemloaders.processors import Compose, MapCompose
from parsel import Selector

from newscrawl.page.decode import Element
from newscrawl.page.model import Declared
from newscrawl.site import PageRules

_MAY_BE_DATE: Final = re.compile(r"\d\D{1,30}\d|\d{8}|[^\W\d]{2}\s\d{4}")


def fold_space(value: str) -> str:
    """The value with its white space folded."""
    return " ".join(value.split())


class PageLoader(ItemLoader):
    """Values as a page model has them: white space folded, empty ones left out, each once."""

    default_item_class = dict
    default_input_processor = MapCompose(fold_space)
    default_output_processor = Compose(lambda values: [value for value in dict.fromkeys(values) if value])


class DeclaredRules:
    """One page's declared values and elements, by the rules of its site."""

    def __init__(self, rules: PageRules, root: Element) -> None:
        self._rules = rules
        self._selector = Selector(root=root, type="html")
        self._loader = PageLoader(selector=self._selector)
        self._hits: list[tuple[str, int]] = []

    def text_elements(self) -> tuple[Element, ...]:
        """The elements that hold the article, by the first rule that matches."""
        for css in self._rules.text:
            found = tuple(match.root for match in self._selector.css(css))
            self._hits.append((f"text:{css}", len(found)))
            if found:
                return found
        return ()

    def has_any(self, selectors: tuple[str, ...]) -> bool:
        """Whether the page has an element that one of these selects."""
        return any(self._selector.css(css) for css in selectors)

    def dropped_elements(self) -> frozenset[Element]:
        """The elements to cut out, by all of the rules."""
        dropped: list[Element] = []
        for css in self._rules.drop:
            found = [match.root for match in self._selector.css(css)]
            self._hits.append((f"drop:{css}", len(found)))
            dropped.extend(found)
        return frozenset(dropped)

    def declared(self) -> Declared:
        """The values of the other fields, each with the selector that gave it."""
        rules = self._rules
        title, authors = self.first_matching("title", rules.title), self.first_matching("authors", rules.authors)
        published, modified = self.first_matching("published", rules.published), self.first_matching("modified", rules.modified)
        section, tags = self.first_matching("section", rules.section), self.first_matching("tags", rules.tags)
        return Declared(
            title=next(iter(title), None),
            authors=authors,
            published=_first_date(published),
            modified=_first_date(modified),
            section=next(iter(section), None),
            tags=tags,
            hits=tuple(self._hits),
        )

    def first_matching(self, field: str, selectors: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The values of the first selector that gives any, as (value, selector) pairs."""
        for css in selectors:
            found = self._loader.get_css(css) if "::" in css else ["".join(m.root.itertext()) for m in self._selector.css(css)]
            values = [value for value in PageLoader.default_input_processor(found) if value]
            self._hits.append((f"{field}:{css}", len(values)))
            if values:
                return tuple((value, css) for value in dict.fromkeys(values))
        return ()


def _first_date(values: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
    """The first value that may be a date: a rule may select the line of an outlet's name too ("News24")."""
    return next((value for value in values if _MAY_BE_DATE.search(value[0])), next(iter(values), None))
