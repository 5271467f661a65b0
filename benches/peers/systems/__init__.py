"""The systems that are compared, each in a module with a class `System`."""
