"""The policy: files → Policy. Read with places (`source`), checked for shape (`shape`), its small languages read (`grammar`), bound to what
the databases contain (`catalog`, `tables`, `resolve`) and held against the law and the data (`check`, `rules`)."""
