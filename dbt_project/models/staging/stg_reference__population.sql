{#- The file is optional; without it the model has no rows and rates per resident say `no_population`. -#}
{%- set path = env_var('NIANBAO_POPULATION', '') -%}

with source as (

    {% if path -%}
    select
        division_code,
        year,
        residents,
        source
    from read_csv('{{ path | replace("'", "''") }}', header = true, delim = ',', all_varchar = true)
    {%- else -%}
    select
        null::varchar as division_code,
        null::varchar as year,
        null::varchar as residents,
        null::varchar as source
    where false
    {%- endif %}

)

select
    trim(division_code) as division_code,
    try_cast(year as smallint) as report_year,
    try_cast(residents as bigint) as residents,
    source as population_source
from source
