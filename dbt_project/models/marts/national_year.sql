select
    aggregated.group_code as nation_code,
    aggregated.report_year,
    aggregated.indicator_code,
    {{ aggregate_columns('aggregated') }}
from {{ ref('int_counties__aggregated') }} as aggregated
where aggregated.group_level = 'nation'
