"""The OpenAPI documents of the scoreboard, fetched at run time; none is part of this repository."""
