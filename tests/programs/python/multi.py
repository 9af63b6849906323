"""multiprocessing by every start method, with its locks, queues and memory."""
import multiprocessing as mp
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import shared_memory


def square(x):
    return x * x, os.path.isdir("/etc"), os.getcwd()


def work(queue, lock, counter):
    for _ in range(100):
        with lock:
            counter.value += 1
    queue.put(os.getpid())


def write(name):
    memory = shared_memory.SharedMemory(name)
    memory.buf[0] = 42
    memory.close()


def main():
    for method in mp.get_all_start_methods():
        context = mp.get_context(method)
        with context.Pool(4) as pool:
            got = pool.map(square, range(40), chunksize=1)
            assert got == [(x * x, True, os.getcwd()) for x in range(40)], got
        queue, lock, counter = context.Queue(), context.Lock(), context.Value("i", 0)
        children = [context.Process(target=work, args=(queue, lock, counter)) for _ in range(4)]
        [c.start() for c in children]
        pids = {queue.get() for _ in children}
        [c.join() for c in children]
        assert pids == {c.pid for c in children} and counter.value == 400
        assert all(c.exitcode == 0 for c in children)
    with ProcessPoolExecutor(2) as executor:
        assert [r[0] for r in executor.map(square, range(10))] == [x * x for x in range(10)]
    memory = shared_memory.SharedMemory(create=True, size=100)
    writer = mp.Process(target=write, args=(memory.name,))
    writer.start()
    writer.join()
    assert memory.buf[0] == 42
    memory.close()
    memory.unlink()
    with mp.Manager() as manager:
        shared = manager.dict(a=1)
        assert shared["a"] == 1
    print("ok")


if __name__ == "__main__":
    main()
