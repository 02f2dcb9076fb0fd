"""Commands of `scrapy`, one module each: `scrapy NAME` runs `Command` of the module NAME, inside and outside a project."""
