{#- default 2024: the reconsideration law as revised sends refusals to reconsideration from 1 January 2024 on -#}
{%- set reconsideration_first = 2024 -%}
{#- default 5 lawsuits: fewer are few by any standard -#}
{%- set few = 5 -%}
-- L-DIRECT24: lawsuits that skipped reconsideration, against the years when they could.
with series as (

    select
        series.report_id,
        series.series_id,
        series.report_year,
        series.form_version,
        reports.report_no
    from {{ ref('int_reports__series') }} as series
    inner join {{ ref('int_checks__reports') }} as reports on series.report_id = reports.report_id
    where series.form_version in ('2019', '2021')

),

instances as (

    select
        instance_no,
        form_version,
        count(*) filter (where side = 'left') as refused_cells
    from {{ ref('int_checks__between_terms') }}
    where check_code = 'L-DIRECT24'
    group by instance_no, form_version

),

-- left: applications refused; right: direct lawsuits, one cell.
counted as (

    select
        series.report_id,
        series.series_id,
        series.report_year,
        coalesce(halves.left_sum, 0) as refused,
        coalesce(halves.left_reported = instances.refused_cells, false) as is_refused_known,
        case when halves.right_reported = 1 then halves.right_sum end as direct_suits
    from series
    inner join instances on series.form_version = instances.form_version
    left join {{ ref('int_checks__half_years') }} as halves
        on
            series.report_no = halves.report_no
            and instances.instance_no = halves.instance_no

),

before as (

    select
        series_id,
        median(direct_suits) / 2 as most
    from counted
    where report_year < {{ reconsideration_first }}
    group by series_id

)

select
    counted.report_id,
    'L-DIRECT24' as check_code,
    '' as member,
    case
        when counted.report_year < {{ reconsideration_first }} then 'not_concerned'
        when counted.direct_suits is null then 'figure_not_printed'
        when counted.direct_suits < {{ few }} then 'holds'
        when counted.refused = 0 then if(counted.is_refused_known, 'holds', 'figure_not_printed')
        when before.most is null then 'no_counterpart'
        when counted.direct_suits <= before.most then 'holds'
        else 'violated'
    end as reason_code,
    case
        when counted.report_year >= {{ reconsideration_first }} then cast(before.most as decimal(38, 4))
    end as expected,
    case when counted.report_year >= {{ reconsideration_first }} then counted.direct_suits end as actual
from counted
left join before on counted.series_id = before.series_id
