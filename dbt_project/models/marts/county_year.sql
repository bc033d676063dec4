{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with counties as (

    select * from {{ ref('int_counties__reports') }}

),

divisions as (

    select * from {{ ref('int_counties__by_year') }}

),

grades as (

    select * from {{ ref('int_reports__graded') }}

),

wide as (

    select
        report_id,
        -- Counts and amounts are published as they were printed, rates unrounded. A count that no 64-bit
        -- integer holds is a misprint: it stays out here and stays visible in fct_applications.
        {%- for code in ['app_new', 'app_concluded', 'docs_made', 'docs_in_force', 'days_late'] %}
        try_cast(max(numerator) filter (where indicator_code = '{{ code }}') as bigint) as {{ code }},
        {%- endfor %}
        try_cast(max(numerator) filter (where indicator_code = 'fees_total') as decimal(20, 4)) as fees_total,
        {%- for code in [
            'app_per_100k', 'disclosure_rate', 'merits_disclosure_rate', 'refusal_rate', 'unable_rate',
            'rejected_rate', 'carry_over_rate', 'dispute_per_100', 'recon_correction_rate', 'lit_loss_rate',
            'licences_per_1k', 'penalties_per_1k', 'check_pass_rate',
        ] %}
        max(value) filter (where indicator_code = '{{ code }}') as {{ code }}{{ ',' if not loop.last }}
        {%- endfor %},
        max(detail) filter (where indicator_code = 'app_top_type') as app_top_type
    from {{ ref('int_indicators__by_report') }}
    group by report_id

)

select
    counties.division_code,
    counties.report_year,
    wide.app_new,
    wide.app_per_100k,
    wide.app_concluded,
    wide.disclosure_rate,
    wide.merits_disclosure_rate,
    wide.refusal_rate,
    wide.unable_rate,
    wide.rejected_rate,
    wide.carry_over_rate,
    wide.dispute_per_100,
    wide.recon_correction_rate,
    wide.lit_loss_rate,
    wide.docs_made,
    wide.docs_in_force,
    wide.licences_per_1k,
    wide.penalties_per_1k,
    wide.fees_total,
    wide.days_late,
    wide.check_pass_rate,
    counties.scope,
    counties.form_version,
    counties.report_id,
    grades.quality_grade,
    divisions.division_name,
    divisions.prefecture_name,
    divisions.province_name,
    wide.app_top_type
from counties
inner join wide on counties.report_id = wide.report_id
inner join grades on counties.report_id = grades.report_id
left join divisions
    on
        counties.division_code = divisions.division_code
        and counties.report_year = divisions.report_year
