"""The tables of the request desk."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IceRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("paper", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("electronic", "Electronic"),
                            ("fax", "Fax"),
                            ("in_person", "In Person"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                        ],
                        max_length=12,
                    ),
                ),
                ("received", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("ask_counsel", "Ask Counsel"),
                            ("decided", "Decided"),
                            ("reviewed", "Reviewed"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("verdict", models.CharField(blank=True, max_length=12)),
                ("law", models.CharField(blank=True, max_length=40)),
                ("law_day", models.DateField(null=True)),
                ("next_due", models.DateTimeField(null=True)),
                ("turn", models.DateTimeField()),
                ("entries", models.PositiveIntegerField(default=0)),
                ("expires", models.DateField()),
                ("held", models.BooleanField(default=False)),
                ("own", models.BinaryField(null=True)),
                ("own_blind", models.BinaryField(null=True)),
                ("token", models.UUIDField()),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "Recorded"),
                            ("answered", "Answered"),
                            ("decided", "Decided"),
                            ("printed", "Printed"),
                            ("duty_done", "Duty Done"),
                            ("duty_undone", "Duty Undone"),
                            ("corrected", "Corrected"),
                            ("reviewed", "Reviewed"),
                            ("sent_back", "Sent Back"),
                            ("note", "Note"),
                            ("held", "Held"),
                            ("lifted", "Lifted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("payload", models.BinaryField()),
                ("token", models.UUIDField()),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="policy.icerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("due", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="policy.icerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("days", models.PositiveIntegerField()),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=200)),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
                "constraints": [models.UniqueConstraint(fields=("organisation", "year"), name="one_count_a_year")],
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RequestKey",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="policy.icerequest",
                    ),
                ),
                ("key", models.BinaryField()),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.city"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "guarded",
                "default_manager_name": "guarded",
            },
            managers=[
                ("guarded", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(fields=["organisation", "turn", "id"], name="request_turn"),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["organisation", "turn", "id"],
                name="request_unclosed",
            ),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(fields=["organisation", "state", "turn", "id"], name="request_state"),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(fields=["organisation", "kind", "turn", "id"], name="request_kind"),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(fields=["organisation", "kind", "state", "turn", "id"], name="request_kind_state"),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(fields=["organisation", "recorded_by", "turn", "id"], name="request_recorded_by"),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(
                condition=models.Q(("reviewed_by__isnull", False)),
                fields=["organisation", "reviewed_by", "turn", "id"],
                name="request_reviewed_by",
            ),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(
                condition=models.Q(("own_blind__isnull", False)),
                fields=["organisation", "own_blind"],
                name="request_own",
            ),
        ),
        migrations.AddIndex(
            model_name="icerequest",
            index=models.Index(condition=models.Q(("held", False)), fields=["city", "expires"], name="request_expires"),
        ),
        migrations.AddConstraint(
            model_name="icerequest",
            constraint=models.UniqueConstraint(fields=("organisation", "year", "number"), name="one_request_a_number"),
        ),
        migrations.AddConstraint(
            model_name="icerequest",
            constraint=models.UniqueConstraint(fields=("organisation", "token"), name="one_request_a_form"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="one_entry_a_number"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("request", "token", "kind"), name="one_entry_a_form"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("due__isnull", False), ("reminded__lt", 2)),
                fields=["city", "due"],
                name="duty_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("request", "name"), name="one_duty_a_name"),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.UniqueConstraint(fields=("city", "kind"), name="one_period_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(condition=models.Q(("days__gt", 0)), name="kept_a_day_or_more"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("staff", "organisation", "name"), name="one_filter_a_name"),
        ),
    ]
