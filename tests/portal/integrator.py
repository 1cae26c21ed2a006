"""An integrator's program, written from docs/how-to/integrate.md and openapi.json alone; standard library only.

python integrator.py NODE TOKEN "text to search by"
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

MEDIA_TYPE = "application/vnd.motcua.v1+json"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"


class Node:
    def __init__(self, address, token):
        self.address, self.token, self.etag = address, token, ""
        description = self._open("GET", "/api/openapi.json")[1]
        self.operations = {
            said["operationId"]: (method.upper(), path)
            for path, item in description["paths"].items()
            for method, said in item.items()
        }

    def call(
        self,
        operation,
        *,
        given=None,
        query=None,
        key=None,
        seen="",
        body=None,
        media_type=MEDIA_TYPE,
        **path,
    ):
        method, template = self.operations[operation]
        address = template.format(**{name: urllib.parse.quote(value) for name, value in path.items()})
        if query:
            address += "?" + urllib.parse.urlencode(query)
        if given is not None:
            body = json.dumps(given).encode()
        headers = {"Content-Type": media_type} if body is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        if seen:
            headers["If-Match"] = seen
        return self._open(method, address, body, headers)

    def download(self, operation, **path):
        _method, template = self.operations[operation]
        address = template.format(**{name: urllib.parse.quote(str(value)) for name, value in path.items()})
        own = {"Accept": "application/pdf", "Authorization": f"Bearer {self.token}"}
        with urllib.request.urlopen(
            urllib.request.Request(self.address + address, headers=own), timeout=60
        ) as answer:
            return answer.read()

    def upload(self, name, content):
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.call("upload", body=body, media_type=f"multipart/form-data; boundary={edge}")[1]["upload"]

    def _open(self, method, address, body=None, headers=None):
        who = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        own = {"Accept": MEDIA_TYPE, **who, **(headers or {})}
        request = urllib.request.Request(self.address + address, data=body, headers=own, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self.etag = answer.headers.get("ETag", "")
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)


def main(address, token, wanted):
    node = Node(address, token)
    _, found = node.call("listProcedures", query={"q": wanted})
    code = found["rows"][0]["code"]
    _, procedure = node.call("getProcedure", code=code)
    _, offices = node.call("listOffices", code=code)
    case = procedure["cases"][0]
    papers = [
        {"code": paper["code"], "upload": node.upload("giay-to.pdf", PDF)}
        for paper in case["papers"]
        if paper["way"] == "handed-in" and paper["required"]
    ]
    request = {"procedure": code, "case": case["code"], "agency": offices[0]["code"], "papers": papers}
    key = str(uuid.uuid4())
    status, sent = node.call("submitDossier", given=request, key=key)
    assert status == 201, sent
    # The line was cut, as far as we know: the same again.
    _, again = node.call("submitDossier", given=request, key=key)
    assert again["number"] == sent["number"] and again["repeated"], again
    status, problem = node.call("submitDossier", given={**request, "papers": []}, key=str(uuid.uuid4()))
    assert status == 422 and problem["code"] and problem["faults"], problem
    _, mine = node.call("getDossier", number=sent["number"])
    _, followed = node.call("track", given={"number": sent["number"], "secret": sent["secret"]})
    assert mine["state"] == followed["state"] == "new"
    files = [paper["id"] for paper in mine["papers"] if paper["file"]]
    for paper_id in files:
        assert node.download("getPaper", number=sent["number"], paper_id=paper_id) == PDF
    _, acts = node.call("listActs", number=sent["number"])
    assert "withdraw" in [act["act"] for act in acts if act["open"]]
    status, done = node.call("withdraw", given={}, key=str(uuid.uuid4()), number=sent["number"])
    assert status == 200, done
    _, followed = node.call("track", given={"number": sent["number"], "secret": sent["secret"]})
    print(json.dumps({"number": sent["number"], "state": followed["state"], "files": len(files)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
