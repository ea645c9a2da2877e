"""Who stands in the rows of the matrix, and what each holds: written here, and compared with the code."""

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone

from cms.people import actions
from cms.people.models import User
from cms.people.roles import Role
from cms.publishing import kinds
from tests import people

#: A word of the tables → the permissions that it stands for; `{kind}` is each content type in turn.
WORDS = {
    "see": ["{app}.view_{model}"],
    "write": ["{app}.add_{model}", "{app}.change_{model}"],
    "view_release": ["publishing.view_release"],
    "submit": ["publishing.submit"],
    "sign_medical": ["publishing.sign_medical"],
    "sign_compliance": ["publishing.sign_compliance"],
    "send_back": ["publishing.send_back"],
    "publish": ["publishing.publish"],
    "retire": ["publishing.retire"],
    "restore": ["publishing.restore"],
    "seal": ["publishing.seal"],
    "attest": ["publishing.attest"],
    "notice": ["publishing.notice"],
    "recall": ["publishing.recall"],
    "read_record": ["publishing.read_record"],
    "export_evidence": ["publishing.export_evidence"],
    "review_trail": ["publishing.review_trail"],
    "read_trail": ["audit.view_entry"],
    "view_people": ["people.view_user"],
    "add_people": ["people.add_user"],
    "change_people": ["people.change_user"],
    "confirm_signer": ["people.confirm_signer"],
    "view_letters": ["mail.view_letter"],
    "retry_letters": ["mail.retry_letter"],
}
LOOK = {"see", "view_release"}
HOLDS = {
    "writer": LOOK | {"write", "submit"},
    "medical_reviewer": LOOK | {"sign_medical", "send_back", "retire", "notice", "recall"},
    "compliance_officer": LOOK
    | {"sign_compliance", "send_back", "retire", "seal", "attest", "recall", "read_record"}
    | {"export_evidence", "review_trail", "read_trail", "view_people", "confirm_signer"},
    "publisher": LOOK | {"submit", "publish", "retire", "restore", "seal", "recall"},
    "administrator": LOOK
    | {"view_people", "add_people", "change_people", "read_trail", "view_letters", "retry_letters"},
    "nobody": set(),
    "superuser": set(WORDS),
}
#: A session of theirs opens nothing that asks for a sign-in.
OUTSIDE = {
    "anonymous": "never signed in",
    "deactivated": "held every permission until their account was switched off",
    "system": "acts for a command",
}
EVERYBODY = [*HOLDS, *OUTSIDE]


def person(name):
    """The one who stands for this row. A superuser holds every permission; so did the deactivated one."""
    of_the_cast = {
        "writer": people.wanda,
        "medical_reviewer": people.mila,
        "compliance_officer": people.otto,
        "publisher": people.pia,
        "administrator": people.ada,
        "nobody": people.nobody,
        "anonymous": AnonymousUser,
        "system": lambda: actions.system_person("import"),
        "superuser": lambda: _all_powerful("Sue Sovereign"),
    }
    if name == "deactivated":
        found = _all_powerful("Dan Departed")
        if found.is_active:
            found.is_active = False
            actions.change_person(
                person=found,
                roles=[],
                by=_all_powerful("Sue Sovereign"),
                clock=timezone.now,
                reason="He left.",
            )
        return User.objects.get(pk=found.pk)
    return of_the_cast[name]()


def _all_powerful(name):
    email = f"{name.split()[0].lower()}@example.org"
    return User.objects.filter(email=email).first() or actions.add_person(
        email=email,
        name=name,
        roles=[],
        is_superuser=True,
        password=people.PASSWORD,
        by=actions.system_person("tests"),
        clock=timezone.now,
    )


def everybody():
    """All of them, made in one order."""
    return {name: person(name) for name in EVERYBODY}


def permissions(words, models=None):
    """The permissions that these words stand for, on these content types or on all."""
    found = set()
    for word in words:
        for pattern in WORDS[word]:
            for model in models or kinds.all():
                opts = model._meta
                found.add(pattern.format(app=opts.app_label, model=opts.model_name))
    return found


def of_one_kind(model):
    """Somebody who may do everything there is to do, but may look at one content type only."""
    group = Group.objects.create(name=f"Only {model.kind}")
    wanted = permissions(set(WORDS) - {"read_trail"}, [model])
    for one in Permission.objects.select_related("content_type"):
        if f"{one.content_type.app_label}.{one.codename}" in wanted:
            group.permissions.add(one)
    found = people._person(f"{model.kind.capitalize()} Only", [])
    found.groups.add(group)
    return User.objects.get(pk=found.pk)


#: Every role of the code, so that a new one fails until it has its line above.
ROLES = {role.value for role in Role}
