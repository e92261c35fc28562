-- Pipelines beside the one that every company begins with.
create unique index pipelines_name on pipelines (company_id, lower(name));
create index jobs_by_pipeline on jobs (company_id, pipeline_id);
