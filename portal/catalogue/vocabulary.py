"""The words a definition may choose from: fields, life events, claims, registers. Data, in both languages."""

from collections.abc import Mapping

from portal.catalogue import words
from portal.workflow.definition import Label


def _labels(table: str) -> dict[str, Label]:
    """Read `code | Vietnamese | English` lines."""
    rows = (line.split("|") for line in table.strip().splitlines())
    return {code.strip(): Label(vi=vi.strip(), en=en.strip()) for code, vi, en in rows}


# The fields of administration that our own procedures belong to.
FIELDS: Mapping[str, Label] = _labels("""
    civil-status       | Hộ tịch                                | Civil status
    adoption           | Nuôi con nuôi                          | Adoption
    certification      | Chứng thực                             | Certification
    criminal-record    | Lý lịch tư pháp                        | Criminal records
    residence          | Đăng ký, quản lý cư trú                | Residence
    business           | Thành lập và hoạt động của doanh nghiệp   | Businesses
    household-business | Thành lập và hoạt động của hộ kinh doanh | Household businesses
    construction       | Hoạt động xây dựng                     | Construction
    land               | Đất đai                                | Land
    social-protection  | Bảo trợ xã hội                         | Social protection
    war-merit          | Người có công                          | People of merit
    fire-safety        | Phòng cháy, chữa cháy                  | Fire safety
    food-safety        | An toàn thực phẩm                      | Food safety
""")

# What a person may claim so as not to pay a fee; reception checks the evidence (domain.md section 10).
EXEMPTIONS: Mapping[str, Label] = _labels("""
    poor-household      | Người thuộc hộ nghèo                        | Member of a poor household
    near-poor-household | Người thuộc hộ cận nghèo                    | Member of a near-poor household
    war-merit           | Người thuộc gia đình có công với cách mạng  | Member of a family of war merit
    disabled            | Người khuyết tật                            | Person with a disability
    elderly             | Người cao tuổi                              | Elderly person
    child               | Trẻ em                                      | Child
    ethnic-minority     | Đồng bào dân tộc thiểu số ở xã đặc biệt khó khăn | Ethnic minority in a very difficult commune
""")

# The registers that may answer instead of a paper (domain.md R2.7).
REGISTERS: Mapping[str, Label] = _labels("""
    population       | Cơ sở dữ liệu quốc gia về dân cư       | National population database
    civil-status     | Cơ sở dữ liệu hộ tịch điện tử          | Electronic civil status database
    business         | Cơ sở dữ liệu đăng ký kinh doanh       | Business registration database
    land             | Cơ sở dữ liệu đất đai                  | Land database
    criminal-record  | Cơ sở dữ liệu lý lịch tư pháp          | Criminal record database
    social-insurance | Cơ sở dữ liệu bảo hiểm xã hội          | Social insurance database
    social-protection | Cơ sở dữ liệu trợ giúp xã hội         | Social assistance database
    war-merit        | Cơ sở dữ liệu người có công            | Database of people of merit
    tax              | Cơ sở dữ liệu thuế                     | Tax database
    poverty          | Cơ sở dữ liệu giảm nghèo               | Poverty reduction database
    health           | Giấy chứng sinh, giấy báo tử điện tử   | Electronic notices of birth and death
    results          | Kho kết quả giải quyết thủ tục hành chính | Store of administrative results
""")


def life_events() -> dict[str, Label]:
    """Return the life events people search from, in the order of a life."""
    return {code: Label(vi=name["vi"], en=name["en"]) for code, name in words.life_event_names().items()}
