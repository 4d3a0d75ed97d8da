"""The package that rasa-sdk's own server looks for."""
