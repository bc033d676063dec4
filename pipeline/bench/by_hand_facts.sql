-- The main tables in one script, as an analyst who knows DuckDB would write it for one evening: what the benchmark
-- holds dbt's build against. It makes the same rows, with less in them: versions by their dates alone, plainer reasons of
-- checks and none of their diagnoses, no changes of boundaries, no intervals, no reason beside every gap. Four parts, run
-- in this order: facts, sums, checks, comparisons. Variables `parquet` and `seeds` are the folders it reads.

create temp table documents as
select
    *,
    case
        when parse_status in ('ok', 'partial') and division_code is not null and report_year is not null
            then division_code || '-' || report_year || '-' || scope || case
                when scope in ('department', 'township', 'other')
                    then '-' || left(md5(coalesce(issuer_name, '')), 8) else '' end
    end as report_id
from read_parquet(getvariable('parquet') || '/documents/**/*.parquet', hive_partitioning = true, union_by_name = true);

create temp view cells as
select document_id, 'article20' as table_name, item_code as row_code, measure_code as col_code,
    value::decimal(38, 4) as value, cell_status, unit
from read_parquet(getvariable('parquet') || '/article20/**/*.parquet', hive_partitioning = true, union_by_name = true)
union all
select document_id, 'applications', item_code, applicant_code, value::decimal(38, 4), cell_status, 'count'
from read_parquet(getvariable('parquet') || '/applications/**/*.parquet', hive_partitioning = true, union_by_name = true)
union all
select document_id, 'reviews', channel_code, outcome_code, value::decimal(38, 4), cell_status, 'count'
from read_parquet(getvariable('parquet') || '/reviews/**/*.parquet', hive_partitioning = true, union_by_name = true);

-- Versions: only documents that compete are compared; the newest one's first equal is current.
create temp table contested as
select document_id, report_id, published_on, fetched_at from documents where report_id is not null
qualify count(*) over (partition by report_id) > 1;

create temp table ranked as
with hashed as (
    select document_id, sum(hash(table_name, row_code, col_code, cell_status, value, unit)) as cells_hash
    from cells
    where document_id in (select document_id from contested) and cell_status <> 'missing'
    group by document_id
)
select *,
    first_value(document_id) over newest as newest_id,
    first_value(cells_hash) over newest as newest_hash,
    first_value(document_id) over (
        partition by report_id, cells_hash order by published_on nulls last, fetched_at, document_id
    ) as first_document_id
from contested left join hashed using (document_id)
window newest as (partition by report_id order by published_on desc nulls last, fetched_at desc, document_id desc);

create temp table verdicts as
select document_id,
    document_id = first_value(first_document_id) over (
        partition by report_id order by document_id = newest_id desc
    ) as is_current,
    case when document_id <> first_document_id then first_document_id end as duplicate_of,
    case when cells_hash <> newest_hash then newest_id end as superseded_by
from ranked;

create table fct_documents as
select documents.*, coalesce(verdicts.is_current, documents.report_id is not null) as is_current,
    verdicts.duplicate_of, verdicts.superseded_by
from documents left join verdicts using (document_id);

create temp table reports as
select report_id, document_id, division_code, issuer_name, scope, report_year::smallint as report_year, form_version,
    title, published_on, source_url, parse_status,
    greatest(0, published_on - case
        when scope = 'government' or report_year < 2019 then make_date(report_year + 1, 3, 31)
        else make_date(report_year + 1, 1, 31)
    end) as days_late
from fct_documents where is_current;

create table fct_article20 as
select report_id, division_code, scope, report_year, item_code, measure_code, value, cell_status, raw_text, unit,
    form_version, document_id, table_no, row_no, col_no
from read_parquet(getvariable('parquet') || '/article20/**/*.parquet', hive_partitioning = false)
inner join reports using (document_id);

create table fct_applications as
select report_id, division_code, scope, report_year, item_code, applicant_code, value, cell_status, raw_text,
    form_version, document_id, table_no, row_no, col_no
from read_parquet(getvariable('parquet') || '/applications/**/*.parquet', hive_partitioning = false)
inner join reports using (document_id);

create table fct_reviews as
select report_id, division_code, scope, report_year, channel_code, outcome_code, value, cell_status, raw_text,
    form_version, document_id, table_no, row_no, col_no
from read_parquet(getvariable('parquet') || '/reviews/**/*.parquet', hive_partitioning = false)
inner join reports using (document_id);
