"""`wandb.Api`: reading runs back from W&B, which only W&B can do."""

from __future__ import annotations

from typing import Any

from .anything import unserved


class Api:
    """Refused with a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise unserved("wandb.Api()")


PublicApi = InternalApi = Api
