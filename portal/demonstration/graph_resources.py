"""What the demonstration's Graph tells of users, roles and the portal, in the real one's JSON."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Response, jsonify

from portal.demonstration.directory import ServicePrincipal, User, identifier, role_id


def user_told(user: User) -> dict[str, Any]:
    """Write a user (Graph's ``user`` resource)."""
    return {
        "id": str(user.object_id),
        "displayName": user.name,
        "userPrincipalName": f"{user.object_id}@thornmere.example",
        "accountEnabled": user.enabled,
        "userType": "Guest" if user.guest else "Member",
        "signInSessionsValidFromDateTime": moment(user.sessions_valid_from),
    }


def assignments_of(user: User, principal: ServicePrincipal) -> list[dict[str, Any]]:
    """Write the roles a user has, in other applications first (``appRoleAssignment``)."""
    ours = [(principal.object_id, "Clear Days", role_id(role)) for role in user.roles]
    others = [
        (identifier("application", number), f"Application {number}", identifier("role", number))
        for number in range(user.elsewhere)
    ]
    return [
        {
            "id": str(identifier("assignment", f"{user.object_id} {resource} {role}")),
            "appRoleId": str(role),
            "createdDateTime": "2025-01-06T09:00:00Z",
            "deletedDateTime": None,
            "principalDisplayName": user.name,
            "principalId": str(user.object_id),
            "principalType": "User",
            "resourceDisplayName": name,
            "resourceId": str(resource),
        }
        for resource, name, role in (*others, *ours)
    ]


def principal_told(principal: ServicePrincipal) -> dict[str, Any]:
    """Write the portal as the tenant knows it (``servicePrincipal``)."""
    return {
        "id": str(principal.object_id),
        "appId": principal.client_id,
        "displayName": "Clear Days",
        "accountEnabled": principal.enabled,
        "appRoleAssignmentRequired": principal.assignment_required,
        "replyUrls": list(principal.reply_addresses),
        "logoutUrl": principal.logout_address or None,
        "keyCredentials": list(principal.certificates),
        "appRoles": [
            {
                "allowedMemberTypes": ["User"],
                "description": role,
                "displayName": role,
                "id": str(role_id(role)),
                "isEnabled": role not in principal.disabled_roles,
                "origin": "Application",
                "value": role,
            }
            for role in principal.roles
        ],
    }


def refused(status: int, code: str, message: str) -> Response:
    """Write an error as Graph does (Graph: error response resource type)."""
    asked = str(uuid4())
    told = {
        "code": code,
        "message": message,
        "innerError": {
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": asked,
            "client-request-id": asked,
        },
    }
    answer = jsonify(error=told)
    answer.status_code = status
    return answer


def not_found(name: str) -> Response:
    """Say that a thing is not in the directory."""
    said = (
        f"Resource '{name}' does not exist or one of its queried "
        "reference-property objects are not present."
    )
    return refused(404, "Request_ResourceNotFound", said)


def moment(at: datetime) -> str:
    """Write a moment as Graph does, in whole seconds of UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
