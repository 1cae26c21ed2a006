"""A start, five tasks that wait for a hand, an end: six handled steps."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow import Flow
from viewflow.workflow.models import Process


def nothing(activation):
    """The step itself costs nothing; what is measured is its keeping."""


class Six(Flow):
    process_class = Process

    start = flow.StartHandle(nothing).Next(this.step1)
    step1 = flow.Handle(nothing).Next(this.step2)
    step2 = flow.Handle(nothing).Next(this.step3)
    step3 = flow.Handle(nothing).Next(this.step4)
    step4 = flow.Handle(nothing).Next(this.step5)
    step5 = flow.Handle(nothing).Next(this.end)
    end = flow.End()


STEPS = ("step1", "step2", "step3", "step4", "step5")


def life() -> None:
    process = Six.start.run()
    if not isinstance(process, Process):
        process = Process.objects.latest("pk")
    for name in STEPS:
        task = process.task_set.get(status="NEW", flow_task=getattr(Six, name))
        getattr(Six, name).run(task)
