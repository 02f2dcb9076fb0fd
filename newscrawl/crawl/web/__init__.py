"""How a crawl goes out: where connections go, what robots.txt allows, how fast, and what a failed request means.

Import from the modules: Scrapy loads some of them by name, from settings.
"""
