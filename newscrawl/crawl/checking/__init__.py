"""`scrapy check-sites`: ask the doors of declared sites, read a few articles, say which declared rules still hit."""
