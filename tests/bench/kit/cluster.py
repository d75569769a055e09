"""Generated clusters: configuration, zones and the questions that they lead to."""

import ipaddress

BASE = "example.localdomain"
CLUSTER = "ocp45." + BASE
FIRST = "10.20.0.1"
API, INGRESS = "10.20.255.10", "10.20.255.11"


def addresses(first, count):
    start = int(ipaddress.ip_address(first))
    return [str(ipaddress.ip_address(start + i)) for i in range(count)]


class Cluster:
    """`count` nodes n00000... from address `first` upwards; unless `role` is said, the first one is
    the bootstrap node and the next three are masters."""

    def __init__(self, count, role=None, first=FIRST):
        self.names = [f"n{i:05d}" for i in range(count)]
        self.addresses = addresses(first, count)
        self.roles = [role or ("bootstrap" if i == 0 else "master" if i < 4 else "worker")
                      for i in range(count)]

    def config(self, servers, api=(API,), api_int=(API,), ingress=(INGRESS,), more=""):
        nodes = "".join(f"  - {{name: {n}, role: {r}, addresses: [{a}]}}\n"
                        for n, r, a in zip(self.names, self.roles, self.addresses))
        return (f"cluster: {{name: ocp45, baseDomain: {BASE}}}\n"
                f"endpoints: {{api: [{', '.join(api)}], apiInt: [{', '.join(api_int)}], "
                f"ingress: [{', '.join(ingress)}]}}\n"
                f"dns: {{servers: [{', '.join(servers)}]}}\n{more}nodes:\n{nodes}")

    def zones(self):
        """{zone name: text}; the root zone too, so that the servers recurse without a network."""
        head = ("$ORIGIN {0}\n$TTL 3600\n@ IN SOA ns.root. root.ns.root. ( 1 3600 900 3600000 60 )\n"
                "@ IN NS ns.root.\n")
        forward = head.format(BASE + ".")
        forward += f"api.ocp45 IN A {API}\napi-int.ocp45 IN A {API}\n*.apps.ocp45 IN A {INGRESS}\n"
        forward += "".join(f"{n}.ocp45 IN A {a}\n" for n, a in zip(self.names, self.addresses))
        reverse = head.format("20.10.in-addr.arpa.")
        for name, text in list(zip(self.names, self.addresses)) + [("api", API)]:
            third, fourth = text.split(".")[2:]
            reverse += f"{fourth}.{third} IN PTR {name}.{CLUSTER}.\n"
        return {BASE: forward, "20.10.in-addr.arpa": reverse,
                ".": head.format(".") + "ns.root. IN A 10.0.0.2\n"}

    def questions(self):
        """As dnsperf reads them: the lookups of dns.forward and dns.reverse at one server."""
        names = ["api", "api-int"] + self.names
        lines = [f"{n}.{CLUSTER} {t}\n" for n in names for t in ("A", "AAAA")]
        lines += [f"{ipaddress.ip_address(a).reverse_pointer} PTR\n"
                  for a in self.addresses + [API]]
        return lines
