select
    division_code,
    report_year,
    peer_group,
    peer_rule,
    division_name,
    level,
    residents,
    residents_year,
    population_quintile
from {{ ref('int_counties__peers') }}
