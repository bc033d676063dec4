-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with issues as (

    select
        report_no,
        count(*) filter (where issue_code in ('year_conflict', 'title_conflict')) as year_issues,
        count(*) filter (where issue_code in ('division_conflict', 'scope_conflict')) as issuer_issues
    from {{ ref('int_checks__issues') }}
    group by report_no

),

-- The period as the preface states it: 2021年1月1日起至2021年12月31日止, the second year often left out.
periods as (

    select
        report_no,
        regexp_extract_all(
            regexp_extract(
                regexp_replace(text, '\s', '', 'g'),
                '20\d\d年\d{1,2}月\d{1,2}日起?[至到—－-]+(?:20\d\d年)?\d{1,2}月\d{1,2}日'
            ),
            '\d+'
        ) as numbers
    from {{ ref('int_checks__sections') }}
    where section_no in (0, 1) and contains(text, '期限') and contains(text, '日')

),

stated as (

    select
        report_no,
        -- Five numbers where the second year is left out: it is the first one.
        min(
            list_transform(
                if(len(numbers) = 5, list_concat(numbers[1:3], list_concat(numbers[1:1], numbers[4:5])), numbers),
                lambda number: cast(number as integer)
            )
        ) as period
    from periods
    where len(numbers) >= 5
    group by report_no

),

judged as (

    select
        reports.report_no,
        unnest(
            [
                {
                    'check_code': 'D-01',
                    'is_violated': if(
                        report_year is null,
                        null,
                        coalesce(year_issues, 0) > 0 or coalesce(title_year, report_year) <> report_year
                    ),
                    'expected': report_year,
                    'actual': title_year
                },
                {
                    'check_code': 'D-02',
                    'is_violated': coalesce(issuer_issues, 0) > 0,
                    'expected': 0,
                    'actual': coalesce(issuer_issues, 0)
                },
                {
                    'check_code': 'D-09',
                    'is_violated': published_on <= make_date(report_year, 12, 31),
                    'expected': report_year + 1,
                    'actual': year(published_on)
                },
                {
                    'check_code': 'D-10',
                    'is_violated': period <> [report_year, 1, 1, report_year, 12, 31],
                    'expected': report_year,
                    'actual': period[1]
                }
            ],
            recursive := true
        )
    from (
        select
            *,
            try_cast(regexp_extract(title, '(20\d\d)\s*年', 1) as integer) as title_year
        from {{ ref('int_checks__reports') }}
        where form_version in (select form_version from {{ ref('int_forms__cells') }})
    ) as reports
    left join issues on reports.report_no = issues.report_no
    left join stated on reports.report_no = stated.report_no

)

select
    report_no,
    check_code,
    '' as member,
    case
        when is_violated then 'violated'
        when not is_violated then 'holds'
        when check_code = 'D-09' then 'no_date'
        else 'not_stated'
    end as reason_code,
    expected,
    actual
from judged
