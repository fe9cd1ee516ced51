from .deps import CurrentUser, get_current_active_superuser, get_current_user

__all__ = ["CurrentUser", "get_current_active_superuser", "get_current_user"]
