"""The OpenAPI document read for judging: nothing here is shared with the generator it judges."""
