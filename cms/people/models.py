"""The staff: who may sign in, what they may do, and the name that is printed beside a signature."""

import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from cms.audit.models import Kept


def new_uid() -> str:
    return f"per_{secrets.token_hex(8)}"


def new_token_uid() -> str:
    return f"tok_{secrets.token_hex(8)}"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, *, name, **fields):
        """What `manage.py createsuperuser` calls: an action like any other, in one entry."""
        from django.utils import timezone

        from . import actions

        return actions.add_person(
            email=email,
            name=name,
            password=password,
            roles=[],
            is_superuser=True,
            by=actions.system_person("command"),
            clock=timezone.now,
            **fields,
        )

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(Kept, AbstractBaseUser, PermissionsMixin):
    """One person, or one system person that acts for a command. Never deleted: the record names them."""

    uid = models.CharField(max_length=40, unique=True, default=new_uid, editable=False)
    email = models.EmailField("e-mail", max_length=254, unique=True)
    name = models.CharField(max_length=150, help_text="As it is printed beside a signature.")
    credentials = models.CharField(
        max_length=100, blank=True, help_text="Such as “MD, FACC”. Printed after the name."
    )
    is_staff = models.BooleanField("may sign in", default=True)
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick this instead of deleting the account."
    )
    is_system = models.BooleanField(
        "system person",
        default=False,
        editable=False,
        help_text="Acts for a command; cannot sign or sign in.",
    )
    signing_suspended_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Set when somebody else resets the password or second factor; compliance confirms it away.",
    )
    signing_suspended_by = models.TextField(
        default="",
        blank=True,
        editable=False,
        help_text="uids of those who reset it, with spaces; they cannot confirm.",
    )
    must_change_password = models.BooleanField(
        default=False, editable=False, help_text="Somebody else set the password: a new one comes first."
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    kept_when = "EXISTS (SELECT 1 FROM audit_entry e WHERE e.actor = OLD.uid)"

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name", "pk"]
        permissions = [("confirm_signer", "Can confirm that a person may sign again")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(
                condition=models.Q(is_system=False) | models.Q(is_staff=False),
                name="system_people_never_sign_in",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def printed_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split()[0] if self.name else self.email


class PastEmail(models.Model):
    """An e-mail address that a person had before. It is theirs for ever: nobody else is given it."""

    email = models.EmailField(max_length=254, unique=True, help_text="In small letters")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="past_emails")
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["-until_at", "pk"]

    def __str__(self):
        return self.email


class Token(models.Model):
    """A key to the API of one person: their permissions, narrowed to `scopes`. Only its digest is kept."""

    uid = models.CharField(max_length=40, unique=True, default=new_token_uid, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100, help_text="What uses it, such as “yearly audit 2026”.")
    scopes = models.CharField(max_length=200, help_text="Separated by spaces")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self):
        return self.name
