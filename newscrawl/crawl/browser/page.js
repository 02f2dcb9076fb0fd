// What is done inside a rendered page. One object of functions, made anew for every call: the page can break it only for itself.
(() => {
  const CLICKED = Symbol.for("newscrawl.clicked");

  // The document and every shadow root below it, and their elements.
  const roots = () => {
    const found = [document];
    for (const root of found) {
      for (const element of root.querySelectorAll("*")) if (element.shadowRoot) found.push(element.shadowRoot);
    }
    return found;
  };

  const find = (within, css) => {
    for (const root of within) {
      const found = root.querySelector(css);
      if (found) return found;
    }
    return null;
  };

  // One button, where it is shown, and each but once.
  const dismiss = (within, selectors) => {
    const clicked = (window[CLICKED] ??= new WeakSet());
    for (const css of selectors) {
      const button = find(within, css);
      if (button && !clicked.has(button) && button.getClientRects().length) {
        clicked.add(button);
        button.click();
        return;
      }
    }
  };

  // What tells whether anything still stirs.
  const observe = ({ ready, walls }) => {
    const within = roots();
    dismiss(within, walls);
    return {
      ready: ready.some((css) => find(within, css) !== null),
      loaded: document.readyState === "complete",
      text: within.reduce((sum, root) => sum + (root.body ?? root).textContent.length, 0),
      nodes: document.getElementsByTagName("*").length,
      height: document.documentElement.scrollHeight,
    };
  };

  // From where the page stands to its end, a screen at a time, so that all is seen on the way; then whatever scrolls by itself.
  const scroll = async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    for (let screens = 0; screens < 40; screens += 1) {
      const before = window.scrollY;
      window.scrollBy({ top: window.innerHeight * 0.9, behavior: "instant" });
      await frame();
      if (window.scrollY <= before) break;
    }
    for (const element of document.querySelectorAll("body *")) {
      const hidden = element.scrollHeight - element.clientHeight;
      if (element.clientHeight > 200 && hidden > 50 && /auto|scroll/.test(getComputedStyle(element).overflowY)) {
        element.scrollTop = element.scrollHeight;
      }
    }
    await frame();
  };

  // The page as markup; shadow trees stand in place of what they show. Null where it is longer than `most` characters.
  const serialize = (most) => {
    const inert = document.implementation.createHTMLDocument("");
    const flatten = (node) => {
      const copy = inert.importNode(node, false);
      const slotted = node.localName === "slot" && node.assignedNodes ? node.assignedNodes() : [];
      for (const child of node.shadowRoot ? node.shadowRoot.childNodes : slotted.length ? slotted : node.childNodes) {
        copy.appendChild(flatten(child));
      }
      return copy;
    };
    const root = document.documentElement;
    const html = (roots().length > 1 ? flatten(root) : root).outerHTML;
    return html.length > most ? null : html;
  };

  return { observe, scroll, serialize };
})()
