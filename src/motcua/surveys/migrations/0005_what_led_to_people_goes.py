from django.db import migrations, models
from django.db.models.functions import Cast
from django.utils import timezone

BATCH = 2_000


def destroy(apps, schema_editor):
    """Rounds that closed before this release: the same as closing does now. Run twice, it finds nothing more."""
    Survey, SampleUnit, FrameUnit = (
        apps.get_model("surveys", name) for name in ("Survey", "SampleUnit", "FrameUnit")
    )
    for survey in Survey.objects.filter(state__in=("closed", "estimated", "frozen")):
        drawn = SampleUnit.objects.filter(survey=survey)
        last = drawn.aggregate(last=models.Max("stage"))["last"] or 0
        frames = list(drawn.values_list("unit__frame_id", "unit__frame__kind").distinct())
        lists = [frame for frame, kind in frames if kind == "list"]
        requests = [frame for frame, kind in frames if kind == "dossiers"]
        households = FrameUnit.objects.filter(frame__in=lists, stage__gt=last)
        people = FrameUnit.objects.filter(frame__in=requests, stage__gt=1, code__contains="-")
        if not households.exists() and not people.exists():
            continue
        while ids := list(households.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            FrameUnit.objects.filter(pk__in=ids).delete()
        people.update(code=Cast(models.F("pk"), models.CharField()))
        Survey.objects.filter(pk=survey.pk).update(people_forgotten_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_paper_sheets")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="people_forgotten_at",
            field=models.DateTimeField(null=True),
        ),
        # What is destroyed does not come back; the schema alone is reversed.
        migrations.RunPython(destroy, migrations.RunPython.noop),
    ]
