-- Checks of a report against the other documents and addresses it was found in: one list a report, taken apart at the
-- end.
with reports as (

    select * from {{ ref('int_reports__current') }}
    where form_version <> 'none'

),

issues as (

    select
        document_id,
        bool_or(issue_code = 'division_conflict') as has_conflict,
        bool_or(
            issue_code in ('division_from_short_name', 'division_from_page', 'division_not_of_year')
        ) as has_doubt
    from {{ ref('stg_archive__issues') }}
    group by document_id

),

carriers as (

    select
        versions.report_id,
        min(versions.document_id) as document_id,
        count(*) as compared,
        count(*) filter (where own.value <> other.value) as off_count
    from {{ ref('int_documents__versioned') }} as versions
    inner join reports on versions.report_id = reports.report_id
    inner join {{ ref('int_documents__cells') }} as other on versions.document_id = other.document_id
    inner join {{ ref('int_documents__cells') }} as own
        on
            reports.document_id = own.document_id
            and other.table_name = own.table_name
            and other.row_code = own.row_code
            and other.col_code = own.col_code
    where
        versions.carrier_of is not null
        and own.cell_status = 'reported'
        and other.cell_status = 'reported'
    group by versions.report_id

),

addresses as (

    select
        document_id,
        address_count
    from {{ ref('int_documents__versioned') }}
    where is_current

),

facts as (

    select
        reports.report_id,
        reports.due_on,
        reports.first_published_on,
        cast(reports.first_fetched_at as date) as first_fetched_on,
        reports.version_count,
        addresses.address_count,
        coalesce(issues.has_conflict, false) as has_conflict,
        coalesce(issues.has_doubt, false) as has_doubt,
        carriers.document_id as carrier_id,
        carriers.compared,
        carriers.off_count
    from reports
    inner join addresses on reports.document_id = addresses.document_id
    left join issues on reports.document_id = issues.document_id
    left join carriers on reports.report_id = carriers.report_id

),

listed as (

    select
        report_id,
        unnest([
            {
                'check_code': 'D-03',
                'reason_code': case
                    when has_conflict then 'violated'
                    when has_doubt then 'name_doubtful'
                    else 'holds'
                end,
                'expected': null, 'actual': null, 'counterpart_id': null
            },
            {
                'check_code': 'D-04',
                'reason_code': case when address_count > 1 then 'violated' else 'holds' end,
                'expected': 1, 'actual': address_count, 'counterpart_id': null
            },
            {
                'check_code': 'D-06',
                'reason_code': case
                    when compared is null then 'no_counterpart'
                    when off_count > 0 then 'violated'
                    else 'holds'
                end,
                'expected': case when compared is not null then 0 end, 'actual': off_count,
                'counterpart_id': carrier_id
            },
            {
                'check_code': 'D-07',
                'reason_code': case when version_count > 1 then 'violated' else 'holds' end,
                'expected': 1, 'actual': version_count, 'counterpart_id': null
            },
            {
                'check_code': 'D-08',
                'reason_code': case
                    when least(first_published_on, first_fetched_on) <= due_on then 'holds'
                    when first_published_on is null then 'no_date'
                    else 'violated'
                end,
                'expected': case when first_published_on is not null then 0 end,
                'actual': case
                    when first_published_on is not null then greatest(0, date_diff('day', due_on, first_published_on))
                end,
                'counterpart_id': null
            }
        ]) as result
    from facts

)

select
    report_id,
    result.check_code,
    '' as member,
    result.reason_code,
    cast(result.expected as decimal(38, 4)) as expected,
    cast(result.actual as decimal(38, 4)) as actual,
    result.counterpart_id
from listed
