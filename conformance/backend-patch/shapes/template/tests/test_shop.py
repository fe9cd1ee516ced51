from shop.api import get_current_user
from shop.main import app
from shop.models import Session, User
from shop.settings import settings

ANN, OLD, ROOT = User("ann@x"), User("old@x", is_active=False), User("root@x", is_superuser=True)
Session.users.update({user.id: user for user in (ANN, OLD, ROOT)})


def auth(user):
    return {"Authorization": f"Bearer {settings.SECRET_KEY}{user.id}", "X-User-ID": str(ROOT.id)}


def test_users(client):
    assert client.get("/api/users/me", headers=auth(ANN)).json() == "ann@x"
    assert client.get("/api/users/mine", headers=auth(ANN)).json() == "ann@x"
    assert client.get("/api/users/all", headers=auth(ANN)).status_code == 403
    assert client.get("/api/users/all", headers=auth(ROOT)).json() == 2
    assert client.get("/api/items/3", headers=auth(OLD)).status_code == 400
    assert client.get("/api/items/3", headers={"Authorization": "Bearer x"}).status_code == 403


def test_override(client):
    app.dependency_overrides[get_current_user] = lambda: ANN
    assert client.get("/api/items/3").json() == "3 of ann@x"
    assert client.get("/api/users/mine").json() == "ann@x"
