"""Presses the cross of a window, as a window manager would; Xvfb has none. Usage: cross.py PROGRAM"""

import ctypes
import sys

x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
for name in ("XDefaultRootWindow", "XInternAtom"):
    getattr(x, name).restype = ctypes.c_ulong


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        # An event is as large as the largest of its kinds.
        ("rest", ctypes.c_long * 24),
    ]


display = ctypes.c_void_p(x.XOpenDisplay(None))


def children(window):
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    found = ctypes.POINTER(ctypes.c_ulong)()
    x.XQueryTree(display, ctypes.c_ulong(window), *map(ctypes.byref, (root, parent, found, count)))
    return [found[at] for at in range(count.value)]


class ClassHint(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("group", ctypes.c_char_p)]


def name_of(window):
    hint = ClassHint()
    known = x.XGetClassHint(display, ctypes.c_ulong(window), ctypes.byref(hint))
    return (hint.name or b"").decode() if known else ""


def atom(name):
    return x.XInternAtom(display, name.encode(), 0)


def protocols(window):
    found, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_int()
    known = x.XGetWMProtocols(display, ctypes.c_ulong(window), ctypes.byref(found), ctypes.byref(count))
    return [found[at] for at in range(count.value)] if known else []


pressed = 0
waiting = [x.XDefaultRootWindow(display)]
while waiting:
    window = waiting.pop()
    waiting += children(window)
    if sys.argv[1] == name_of(window) and atom("WM_DELETE_WINDOW") in protocols(window):
        message = ClientMessage(type=33, window=window, message_type=atom("WM_PROTOCOLS"), format=32)
        message.data[0] = atom("WM_DELETE_WINDOW")
        pressed += x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
x.XSync(display, 0)
sys.exit(0 if pressed else f"no window called {sys.argv[1]}")
