"""The spiders: one short declarative file per site, file name == spider name."""
