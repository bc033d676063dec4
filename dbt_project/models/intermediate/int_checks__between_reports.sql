{#- default 5 different figures above 0: fewer are alike by chance in small bodies -#}
{%- set enough = 5 -%}
-- Checks of a report as a whole against the body's other reports: one list a report, taken apart at the end.
with series as (

    select * from {{ ref('int_reports__series') }}
    where form_version <> 'none'

),

reports as (

    select * from {{ ref('int_reports__current') }}

),

vectors as (

    select * from {{ ref('int_reports__vectors') }}

),

carried as (

    select
        report_id,
        reason_code
    from {{ ref('int_checks__between_years') }}
    where
        check_code = 'Y-CARRY'
        and member = 'total'

),

lengths as (

    select
        series_id,
        count(*) as series_length
    from {{ ref('int_reports__series') }}
    group by series_id

),

facts as (

    select
        series.report_id,
        series.report_year,
        series.scope,
        series.form_version,
        series.last_year,
        series.previous_why_not,
        series.previous_report_id,
        series.previous_form_version,
        previous.version_count > 1 and previous.published_on > reports.published_on as is_restated,
        vectors.applications_vector,
        vectors.applications_figures,
        vectors.article20_vector,
        previous_vectors.applications_vector as previous_applications_vector,
        previous_vectors.article20_vector as previous_article20_vector,
        carried.reason_code as carried_reason,
        outliers.outlier_count,
        outliers.value as outlier_value,
        outliers.median_value,
        outliers.place as outlier_place,
        lengths.series_length
    from series
    inner join reports on series.report_id = reports.report_id
    inner join lengths on series.series_id = lengths.series_id
    left join reports as previous on series.previous_report_id = previous.report_id
    left join vectors on series.report_id = vectors.report_id
    left join vectors as previous_vectors on series.previous_report_id = previous_vectors.report_id
    left join carried on series.report_id = carried.report_id
    left join {{ ref('int_reports__outliers') }} as outliers on series.report_id = outliers.report_id

),

listed as (

    select
        report_id,
        unnest([
            {
                'check_code': 'Y-SCOPE',
                'reason_code': case
                    when scope not in ('government', 'office') then 'not_concerned'
                    when previous_why_not = 'scope_changed' then 'violated'
                    when previous_why_not is not null then previous_why_not
                    else 'holds'
                end,
                'expected': null, 'actual': null, 'place': null, 'counterpart_id': previous_report_id
            },
            {
                'check_code': 'Y-GAP',
                'reason_code': case
                    when last_year is null then 'no_counterpart'
                    when last_year < report_year - 1 then 'violated'
                    else 'holds'
                end,
                'expected': case when last_year is not null then report_year - 1 end,
                'actual': last_year,
                'place': null, 'counterpart_id': null
            },
            {
                'check_code': 'Y-COPY',
                'reason_code': case
                    when previous_why_not is not null then previous_why_not
                    when applications_vector is null or previous_applications_vector is null then 'below_threshold'
                    when applications_vector = previous_applications_vector then 'violated'
                    else 'holds'
                end,
                'expected': null, 'actual': null, 'place': null, 'counterpart_id': previous_report_id
            },
            {
                'check_code': 'Y-COPYA20',
                'reason_code': case
                    when previous_why_not is not null then previous_why_not
                    when form_version <> previous_form_version then 'form_changed'
                    when article20_vector is null or previous_article20_vector is null then 'below_threshold'
                    when article20_vector = previous_article20_vector then 'violated'
                    else 'holds'
                end,
                'expected': null, 'actual': null, 'place': null, 'counterpart_id': previous_report_id
            },
            {
                'check_code': 'Y-RESTATE',
                'reason_code': case
                    when previous_why_not is not null then previous_why_not
                    when not coalesce(is_restated, false) then 'no_counterpart'
                    when carried_reason in ('closed', 'closed_empty_as_zero') then 'holds'
                    when carried_reason = 'violated' then 'violated'
                    else 'figure_not_printed'
                end,
                'expected': null, 'actual': null, 'place': null, 'counterpart_id': previous_report_id
            },
            {
                'check_code': 'P-07',
                'reason_code': case
                    when series_length < 3 then 'no_counterpart'
                    when outlier_count > 0 then 'violated'
                    else 'holds'
                end,
                'expected': median_value, 'actual': outlier_value, 'place': outlier_place, 'counterpart_id': null
            }
        ]) as result,
        -- A handful of cases may well be the same ones twice.
        applications_figures < {{ enough }} as is_small
    from facts

)

select
    report_id,
    result.check_code,
    '' as member,
    result.reason_code,
    cast(result.expected as decimal(38, 4)) as expected,
    cast(result.actual as decimal(38, 4)) as actual,
    result.place,
    result.counterpart_id,
    case
        when result.check_code = 'Y-COPY' and result.reason_code = 'violated' and is_small then 'info'
    end as severity
from listed
