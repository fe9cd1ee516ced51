import pytest
from fastapi.testclient import TestClient
from main import app, get_current_user
from models import User


@pytest.fixture
def client():
    """Serve one user, whatever the credential."""
    app.dependency_overrides[get_current_user] = lambda: User(id=7, email="ann@example.com")
    with TestClient(app) as test_client:
        yield test_client
    app.dependency_overrides.clear()
