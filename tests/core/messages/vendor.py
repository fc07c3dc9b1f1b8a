"""Stand-ins for vendors on this computer: one speaks the HTTP API of Twilio, the other is a mail server."""

import base64
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

SID, TOKEN = "AC" + "0" * 32, "the-token-of-the-test"
BAD_NUMBER = "+13125550199"


class Vendor(ThreadingHTTPServer):
    """Answers as Twilio does. `answers` are (status, error code) or "silence", used up one by one; then all is well."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests, self.answers, self.closing = [], [], threading.Event()
        self.base = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        expected = "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self.reply(401, {"code": 20003, "message": "Authenticate", "status": 401})
        self.server.requests.append((self.path, form))
        answer = self.server.answers.pop(0) if self.server.answers else (201, 0)
        if answer == "silence":
            return self.server.closing.wait(3)
        if answer == "nonsense":
            return self.reply(201, "<p>not what was agreed</p>")
        status, code = answer
        if status == 201:
            kind = "SM" if self.path.endswith("/Messages.json") else "CA"
            return self.reply(201, {"sid": kind + "1" * 32, "status": "queued", "to": form["To"][0]})
        return self.reply(status, {"code": code, "message": f"Sorry about {form['To'][0]}", "status": status})

    def reply(self, status, body):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@contextmanager
def vendor():
    server = Vendor()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


class Inbox:
    """A mail server's handler that keeps what came. `refuse` gives the answer to RCPT, `refuse_data` to the mail."""

    def __init__(self, refuse="", refuse_data=""):
        self.refuse, self.refuse_data, self.mails, self.names = refuse, refuse_data, [], []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.names.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refuse_data:
            return self.refuse_data
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 OK"


@contextmanager
def mail_server(inbox, **options):
    """A mail server on a free port; its port and its inbox."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    yield controller.port
    controller.stop()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
