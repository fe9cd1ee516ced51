"""What `fastapi-mcp app --pattern 3 --mount` writes, mounted in the backend."""

import sys

import uvicorn
from shop import app
from src.mount import mount

mount(app)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
