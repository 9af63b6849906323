"""asyncio: child processes by each watcher, servers on TCP and unix sockets."""
import asyncio
import os
import signal


async def children():
    async def one(i):
        child = await asyncio.create_subprocess_exec("sh", "-c", f"cat; exit {i}", stdin=-1, stdout=-1)
        out, _ = await child.communicate(f"input {i}".encode())
        assert (out, child.returncode) == (f"input {i}".encode(), i), (out, child.returncode)

    await asyncio.gather(*(one(i) for i in range(20)))
    child = await asyncio.create_subprocess_shell("exec sleep 1000")
    child.send_signal(signal.SIGTERM)
    assert await child.wait() == -signal.SIGTERM


async def servers():
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    async def ask(reader, writer):
        writer.write(b"question\n")
        assert await reader.readline() == b"QUESTION\n"
        writer.close()

    tcp = await asyncio.start_server(answer, "127.0.0.1", 0)
    await ask(*await asyncio.open_connection(*tcp.sockets[0].getsockname()))
    path = os.path.join(os.getcwd(), "socket")
    unix = await asyncio.start_unix_server(answer, path)
    await ask(*await asyncio.open_unix_connection(path))
    tcp.close()
    unix.close()


async def main():
    await children()
    await servers()
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, os.listdir, "/etc")
    got = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, got.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await got.wait()


asyncio.run(main())
asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
asyncio.run(main())
print("ok")
