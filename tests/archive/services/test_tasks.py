"""What the work on a licence needs, in plain values."""

import pickle

from tasks import task_of

from archive.services.tasks import SheetOrder


def test_a_task_can_go_to_another_process():
    task = task_of("a", sheets=(SheetOrder("附图", "drawing", "0" * 64),), YDDW="示例公司")
    assert pickle.loads(pickle.dumps(task)) == task
