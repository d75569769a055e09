"""The reference cluster, healthy, in the lab: what people do by hand beside one run of ours."""

import json
import os
import subprocess
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from kit import measure, report  # noqa: E402
from kit.space import NotPossible  # noqa: E402

ENVIRONMENT = {
    "DNS": "172.16.0.102", "CLUSTER": "ocp45.example.localdomain",
    "API": "172.16.0.111", "API_INT": "172.16.0.110", "INGRESS": "172.16.0.111",
    "NODES": "bs=172.16.0.11 m1=172.16.0.21 m2=172.16.0.22 m3=172.16.0.23 w1=172.16.0.31 "
             "w2=172.16.0.32 w3=172.16.0.33 i1=172.16.0.41 i2=172.16.0.42 i3=172.16.0.43",
    "HOSTS": "bastion.example.localdomain", "PORTS": "172.16.0.101:80",
    "URLS": "http://bastion.example.localdomain/bootstrap.ign "
            "http://bastion.example.localdomain/master.ign "
            "http://bastion.example.localdomain/worker.ign "
            "http://bastion.example.localdomain/rhcos-4.5.6-x86_64-metal.x86_64.raw.gz "
            "https://quay.io/v2/ https://registry.redhat.io/v2/",
    "CURL": "--cacert internet-ca.pem",
}


def lab(options):
    return os.environ.get("OCP_LAB", f"{options.root}/fixtures/lab/lab")


def run(table, options):
    if not os.path.exists(lab(options)):
        raise NotPossible("there is no lab in fixtures/lab")
    name = f"bench{os.getpid()}"
    keeper = subprocess.Popen([lab(options), "up", "--name", name, "--attached"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True)
    try:
        if "is up" not in keeper.stdout.readline():
            raise NotPossible("the lab did not come up: " + keeper.stderr.read().strip())
        inside = subprocess.run(
            [lab(options), "exec", "--name", name, "bastion", sys.executable,
             os.path.abspath(__file__), options.binary, options.root, options.folder,
             str(options.runs or 15)], stdout=subprocess.PIPE, check=False)
        if inside.returncode:
            raise NotPossible("the measuring inside the lab failed")
        show(table, json.loads(inside.stdout))
    finally:
        keeper.stdin.close()
        keeper.wait()


def show(table, figures):
    for name, ours in (("all checks", "ours"), ("without firewalld, SELinux, files", "network")):
        table.faster(f"reference: {name}; script one after the other", figures[ours],
                     figures["script"], "script", 40)
        table.faster(f"reference: {name}; script under xargs -P16", figures[ours],
                     figures["parallel"], "script", 15)
    table.add("reference: results", figures["counts"], "", "", "no fail, no warn, no error",
              not figures["complaints"])
    if figures["complaints"]:
        measure.say("    " + figures["complaints"])
    table.add("reference: of it, until the reports", measure.seconds(figures["duration"]), "", "",
              "", None)
    table.add("reference: processor time", measure.seconds(figures["cpu"]), "", "", "", None)
    table.add("reference: slowest checks", figures["slowest"], "", "", "", None)


def inside_lab(binary, root, folder, runs):
    """On the bastion of the lab, in the folder of its configuration."""
    environment = dict(os.environ, **ENVIRONMENT)
    script = f"{root}/tests/bench/by-hand.sh"
    file = f"{folder}/report.json"
    log = f"{folder}/by-hand.log"
    # The script does not look at this host; firewalld is a Python program that takes its time.
    only_network = ["--skip", "firewalld.*,selinux.*,file.*"]
    argv = [binary, "run", "-q", "--format", f"json={file}"]
    ours, network, in_turn, parallel = measure.alternate(
        runs, lambda: measure.once(argv),
        lambda: measure.once(argv[:-1] + [f"json={file}.network"] + only_network),
        lambda: measure.once([script], env=environment, stdout=log),
        lambda: measure.once([script, "-P", "16"], env=environment, stdout=log + "-parallel"))
    result = report.read(file)
    slowest = sorted(result["results"], key=lambda r: -r.get("duration_ms", 0))[:3]
    if any(sample.status for sample in in_turn + parallel):
        measure.say(f"    the script failed; see {log}")
    json.dump({"ours": measure.median([s.wall for s in ours]),
               "network": measure.median([s.wall for s in network]),
               "cpu": measure.median([s.cpu for s in ours]),
               "script": measure.median([s.wall for s in in_turn]),
               "parallel": measure.median([s.wall for s in parallel]),
               "duration": result["duration_ms"] / 1e3,
               "counts": report.counts(result), "complaints": report.complaints(result),
               "slowest": ", ".join(f"{r['check']} {r['duration_ms']:.1f} ms" for r in slowest)}, sys.stdout)


if __name__ == "__main__":
    inside_lab(*sys.argv[1:4], int(sys.argv[4]))
