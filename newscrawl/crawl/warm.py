"""Imported by the fork server alone: reads one page, so that every worker is forked with its knowledge compiled."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import Final

from newscrawl.reading import read_article

PAGE: Final = """<!doctype html><html lang="fr"><head><title>Le pont rouvre</title>
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-12-11T10:00:00+01:00"}</script></head>
<body><article><h1>Le pont rouvre</h1><p class="byline">Par Jeanne Exemple, publié le 11 décembre 2022 à 10h00</p>
<figure><img src="/pont.jpg" alt=""><figcaption>Le pont dimanche matin. Photo : Jean Modèle/AFP</figcaption></figure>
<p>PARIS, 11 décembre (AFP) - Le pont a rouvert dimanche après trois ans de travaux, a dit la ville, qui attend dix mille
cyclistes par jour sur sa nouvelle piste. Les riverains ont fêté la réouverture avec un repas partagé sur les quais.</p>
<p>Les commerçants espèrent retrouver leurs clients avant la fin de l’année, selon le quotidien Le Monde. Les ingénieurs ont
remplacé les câbles et les rambardes ; les archives de la ville gardent les anciennes lampes, a rapporté Reuters.</p>
<p>Lire aussi : <a href="/quai/">Le quai rouvre au printemps</a></p><p>Source : AFP</p></article></body></html>"""
"""A page with some of all that is read of one. Were it too short to be an article, it would compile next to nothing."""

URL: Final = "https://page.invalid/le-pont-rouvre/"

with suppress(Exception):  # what fails here fails with the first page too, and is reported with it
    read_article(PAGE.encode(), URL)

# What was loaded stays for ever: a collector that went over it in a worker would copy every page of memory that they share.
gc.collect()
gc.freeze()
# A page is read into tens of thousands of values that go by themselves when it is done. To look for cycles among every 700 of
# them, as Python does by default, takes a tenth of the time of reading a large page.
gc.set_threshold(20_000)
