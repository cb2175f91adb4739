"""Owners: the people who log in here."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from crm.api import shapes
from rest.asked import BIGGEST_ID, flag, number
from rest.errors import not_found
from rest.paging import next_page
from rest.rendering import moment
from rest.views import ApiView

MOST = 500


class OwnerView(ApiView):
    """A view of the people."""

    scopes = {"GET": ("crm.objects.owners.read",)}


class Owners(OwnerView):
    """All people."""

    @extend_schema(
        operation_id="list_owners",
        summary="List",
        parameters=[
            OpenApiParameter("email", str),
            OpenApiParameter("limit", int),
            OpenApiParameter("after", str),
            OpenApiParameter("archived", bool),
        ],
        responses=shapes.OwnerPage,
        tags=["Owners"],
    )
    def get(self, request: Request) -> Response:
        """People by id; archived ones are those who may not log in any more."""
        limit = number(request, "limit", 100, MOST, 1)
        after = number(request, "after", 0, BIGGEST_ID)
        people = User.objects.filter(pk__gt=after, is_active=not flag(request, "archived"))
        if request.query_params.get("email"):
            people = people.filter(email__iexact=request.query_params["email"].replace("\x00", ""))
        rows = list(people.order_by("pk")[: limit + 1])
        body: dict[str, Any] = {"results": [owner(one) for one in rows[:limit]]}
        if len(rows) > limit:
            body["paging"] = next_page(request, str(rows[limit - 1].pk))
        return Response(body)


class Owner(OwnerView):
    """One person."""

    @extend_schema(operation_id="read_owner", summary="Read", responses=shapes.Owner, tags=["Owners"])
    def get(self, request: Request, owner_id: int) -> Response:
        """A person by id."""
        person = User.objects.filter(pk=owner_id).first() if owner_id <= BIGGEST_ID else None
        if person is None:
            raise not_found(f"There is no owner {owner_id}.", [str(owner_id)])
        return Response(owner(person))


def owner(person: User) -> dict[str, Any]:
    """A person in HubSpot's form."""
    first, _, last = person.name.partition(" ")
    return {
        "id": str(person.pk),
        "userId": person.pk,
        "userIdIncludingInactive": person.pk,
        "email": person.email,
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        "createdAt": moment(person.date_joined),
        "updatedAt": moment(person.date_joined),
        "archived": not person.is_active,
    }
