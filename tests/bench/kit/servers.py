"""BIND and HAProxy in the servers' namespace."""

import subprocess

from .space import NotPossible, wait_for, write

NAMED = """options {{
	directory "{folder}";
	listen-on port 53 {{ {address}; }};
	listen-on-v6 {{ none; }};
	query-source address {address};
	allow-query {{ any; }};
	recursion yes;
	allow-recursion {{ any; }};
	dnssec-validation no;
	empty-zones-enable no;
	querylog {querylog};
	pid-file none;
	lock-file none;
	session-keyfile none;
}};
controls {{ }};
"""


def named(servers, name, address, zones, querylog=False, threads=1):
    """A BIND that serves these zones; ready when this returns."""
    servers.run("ip", "address", "replace", address + "/24", "dev", "up0")
    config = NAMED.format(folder=servers.folder, address=address,
                          querylog="yes" if querylog else "no")
    for zone, text in zones.items():
        file = f"{servers.folder}/{zone or 'root'}.zone"
        write(file, text)
        config += f'zone "{zone}" {{ type primary; file "{file}"; }};\n'
    path = write(f"{servers.folder}/{name}.conf", config)
    daemon = servers.start(name, "named", "-g", "-n", str(threads), "-c", path)

    def is_up():
        if daemon.poll() is not None:
            raise NotPossible(f"named ended:\n{servers.log(name)}")
        return servers.log(name).rstrip().endswith(" running")
    wait_for(name, is_up)
    return daemon


HAPROXY = """global
    maxconn 8000
defaults
    mode {mode}
    maxconn 8000
    timeout connect 5s
    timeout client 10s
    timeout server 10s
frontend all
{binds}{rest}
"""


def haproxy(servers, name, ports, certificate=None):
    """Listens on every address. Without a certificate: no back end, so it accepts and closes at
    once, as before the nodes boot. With one: TLS, and 200 to every request."""
    tls = f" ssl crt {certificate}" if certificate else ""
    binds = "".join(f"    bind 0.0.0.0:{port} backlog 8000{tls}\n" for port in ports)
    rest = "    http-request return status 200\n" if certificate else \
        "    default_backend none\nbackend none\n"
    path = write(f"{servers.folder}/{name}.cfg",
                 HAPROXY.format(mode="http" if certificate else "tcp", binds=binds, rest=rest))
    servers.run("sysctl", "-qw", "net.core.somaxconn=8192", "net.ipv4.tcp_max_syn_backlog=8192")
    daemon = servers.start(name, "haproxy", "-db", "-f", path)

    def is_up():
        if daemon.poll() is not None:
            raise NotPossible(f"haproxy ended:\n{servers.log(name)}")
        return f":{ports[-1]} " in servers.run("ss", "-Hltn")
    wait_for(name, is_up)
    return daemon


def certificate(folder, *names):
    """A key and a certificate for these names in one PEM file, signed by a CA of its own."""
    def openssl(*argv):
        subprocess.run(["openssl"] + list(argv), check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd=folder)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt",
            "-days", "30", "-subj", "/CN=root-ca")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=" + names[0])
    write(f"{folder}/san", "subjectAltName=" + ",".join("DNS:" + n for n in names) + "\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "20", "-extfile", "san", "-out", "server.crt")
    with open(f"{folder}/server.pem", "w") as out:
        for part in ("server.crt", "server.key", "ca.crt"):
            with open(f"{folder}/{part}") as file:
                out.write(file.read())
    return f"{folder}/server.pem"


class Counter:
    """Counts the questions that reach the servers, by nftables."""

    def __init__(self, servers):
        self.servers = servers
        servers.run("nft", "-f", "-", text="table inet bench {\n counter asked_udp { }\n counter asked_tcp { }\n"
                    " chain in {\n  type filter hook input priority 0;\n"
                    "  udp dport 53 counter name asked_udp\n"
                    "  tcp dport 53 tcp flags & (syn|ack) == syn counter name asked_tcp\n }\n}\n")

    def reset(self):
        self.servers.run("nft", "reset", "counters")

    def read(self, name):
        text = self.servers.run("nft", "list", "counter", "inet", "bench", "asked_" + name)
        return int(text.split("packets")[1].split()[0])
