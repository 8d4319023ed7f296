#!/usr/bin/env python3
"""admission_log.py STATE   an https webhook on 127.0.0.1 that allows everything and keeps what it was sent

Makes a certificate in STATE (STATE/tls.crt), listens on a free port (STATE/port) and writes every AdmissionReview,
byte by byte as received, to STATE/reviews/NNN.json and the request line to STATE/reviews/NNN.path.
"""
import json, os, ssl, subprocess, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

state = sys.argv[1]
reviews = os.path.join(state, "reviews")
os.makedirs(reviews, exist_ok=True)
key, crt = os.path.join(state, "tls.key"), os.path.join(state, "tls.crt")
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=webhook", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", crt],
               check=True, stderr=subprocess.DEVNULL)
count = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["Content-Length"]))
        review = json.loads(body)
        count += 1
        with open(os.path.join(reviews, f"{count:03}.json"), "wb") as f:
            f.write(body)
        with open(os.path.join(reviews, f"{count:03}.path"), "w") as f:
            f.write(self.path + "\n" + str(self.headers))
        answer = json.dumps({"apiVersion": review["apiVersion"], "kind": "AdmissionReview", "response": {
            "uid": review["request"]["uid"], "allowed": True, "warnings": ["seen by the log"],
            "auditAnnotations": {"seen": "yes"}}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(crt, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(os.path.join(state, "port"), "w") as f:
    f.write(str(server.server_address[1]))
server.serve_forever()
