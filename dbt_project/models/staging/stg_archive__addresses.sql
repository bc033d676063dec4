{#- Before anything is archived there is no index, and a glob that matches no file is an error. -#}
{%- set files = env_var('NIANBAO_RAW') | replace("'", "''") ~ '/index/*.parquet' -%}
{%- set found = execute and run_query("select count(*) from glob('" ~ files ~ "')").columns[0].values()[0] > 0 -%}

with source as (

    {% if found -%}
    select
        payload_sha256,
        url,
        role,
        http_status,
        fetched_at
    from {{ source('responses', 'index') }}
    {%- else -%}
    select
        null::varchar as payload_sha256,
        null::varchar as url,
        null::varchar as role,
        null::integer as http_status,
        null::timestamptz as fetched_at
    where false
    {%- endif %}

)

select
    left(payload_sha256, 16) as document_id,
    url,
    min(cast(fetched_at as timestamptz) at time zone 'UTC') as first_fetched_at,
    max(cast(fetched_at as timestamptz) at time zone 'UTC') as last_fetched_at
from source
where
    role in ('report', 'attachment')
    and http_status = 200
group by payload_sha256, url
