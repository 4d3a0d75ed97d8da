"""Pictures and papers that go with an answer."""
