"""Prints the open jobs of a BambooHR account, one a line: id and title."""
import os

import requests

base_url = os.environ["BAMBOOHR_BASE_URL"]  # https://api.bamboohr.com/api/gateway.php/COMPANY
api_key = os.environ["BAMBOOHR_API_KEY"]

response = requests.get(f"{base_url}/v1/applicant_tracking/jobs", auth=(api_key, "x"))
print(response.status_code)
for job in response.json():
    print(job["id"], job["title"]["label"])
