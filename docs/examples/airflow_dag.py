"""An Airflow DAG that starts the command: retries, alerts and logs are Airflow's, what is delivered is newscrawl's to know.

A task that is killed and retried delivers nothing twice. Status 3, another run holds the site, is skipped and not failed.
"""

from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

SITES = ("nouvelles_du_monde",)

with DAG(
    dag_id="newscrawl",
    schedule=timedelta(minutes=30),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # a run asks for all that is new since the last complete one, so that missed runs need not be made up for
    max_active_runs=1,
) as dag:
    for site in SITES:
        BashOperator(
            task_id=f"crawl_{site}",
            bash_command=f"scrapy crawl {site}",
            cwd="/srv/newscrawl",
            env={"NEWSCRAWL_CONTACT": "crawl@example.org", "PATH": "/srv/newscrawl/.venv/bin:/usr/bin:/bin"},
            skip_on_exit_code=3,
            retries=2,
            retry_delay=timedelta(minutes=5),
            execution_timeout=timedelta(hours=6),
        )
