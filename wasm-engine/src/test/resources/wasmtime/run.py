# Runs one program in wasmtime, with WASI and nothing else.
#   run.py FILE [ARGUMENT...]      FILE is a module, or code that --compile has written
#   run.py --compile MODULE FILE
import sys
import wasmtime

engine = wasmtime.Engine(wasmtime.Config())
if sys.argv[1] == "--compile":
    code = wasmtime.Module.from_file(engine, sys.argv[2]).serialize()
    with open(sys.argv[3], "wb") as file:
        file.write(code)
    sys.exit()
file, arguments = sys.argv[1], sys.argv[2:]
module = (wasmtime.Module.deserialize_file(engine, file) if file.endswith(".code")
          else wasmtime.Module.from_file(engine, file))
linker = wasmtime.Linker(engine)
linker.define_wasi()
store = wasmtime.Store(engine)
wasi = wasmtime.WasiConfig()
wasi.inherit_stdout()
wasi.inherit_stderr()
wasi.argv = ["program", *arguments]
store.set_wasi(wasi)
start = linker.instantiate(store, module).exports(store)["_start"]
try:
    start(store)
except wasmtime.ExitTrap as end:
    sys.exit(end.code)
