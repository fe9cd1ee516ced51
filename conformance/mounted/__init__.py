"""The emitted server inside a real backend's own process: `mount(app)`, two people, every answer checked."""
