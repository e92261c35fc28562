"""Posts an application for a job of a BambooHR account and prints what came back."""
import os
import sys

import requests

base_url = os.environ["BAMBOOHR_BASE_URL"]
api_key = os.environ["BAMBOOHR_API_KEY"]

candidate = {
    "firstName": "Grace",
    "lastName": "Example",
    "email": "grace@mail.example",
    "jobId": int(sys.argv[1]),
}
response = requests.post(
    f"{base_url}/v1/applicant_tracking/application", json=candidate, auth=(api_key, "password")
)
print(response.status_code)
print(response.json())
