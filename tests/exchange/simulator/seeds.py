"""Runs one seed and says what happened when it fails."""

from tests.exchange.simulator.world import World

PARTS = 6


def run_seed(seed, place, *, show=False):
    world = World(seed, place)
    try:
        world.run()
    except Exception as error:
        script = "\n".join(world.script)
        raise AssertionError(f"SEED={seed}: {error or type(error).__name__}\n{script}") from error
    finally:
        world.close()
    if show:
        print("\n".join(world.script))
