"""`scrapy newsite`: look over a site that nobody declared yet, and write its spider, a page and an expectation to read."""
