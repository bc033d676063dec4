-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with members as (

    select
        form_version,
        'item' as member_axis,
        item_code as member
    from {{ ref('items') }}
    where table_name = 'applications'

    union all

    select distinct
        form_version,
        'channel' as member_axis,
        item_code as member
    from {{ ref('items') }}
    where table_name = 'reviews'

    union all

    select
        forms.form_version,
        'applicant' as member_axis,
        applicants.applicant_code as member
    from (select distinct form_version from {{ ref('items') }}) as forms
    cross join {{ ref('applicants') }} as applicants

)

select
    terms.check_code,
    terms.form_version,
    members.member,
    terms.side,
    terms.table_name,
    replace(terms.row_code, '{member}', members.member) as row_code,
    replace(terms.col_code, '{member}', members.member) as col_code
from {{ ref('check_terms') }} as terms
inner join {{ ref('checks') }} as checks on terms.check_code = checks.check_code
inner join members
    on
        terms.form_version = members.form_version
        and checks.member_axis = members.member_axis
